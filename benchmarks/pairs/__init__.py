"""Page pairs whose true difference is known, from page families, noises and edits of our own."""
