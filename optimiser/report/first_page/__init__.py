"""The first page, block by block: each block is written where the one before it ends."""
