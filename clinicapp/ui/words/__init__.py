"""The words that people read: dates, numbers, codes and rules in plain English."""
