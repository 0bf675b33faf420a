"""The reviewer's work on outputs: are they kept, what moved between them."""
