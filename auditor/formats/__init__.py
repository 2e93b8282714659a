"""The paper and the tables: a record as PDF or xlsx. Heavy libraries are imported inside functions only."""
