"""The library, a module for each part of it; `optimiser` names it all."""
