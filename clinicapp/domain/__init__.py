"""Clinical and equipment rules: values in, judgements out; no files, clock, database or window."""
