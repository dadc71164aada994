"""Protocol engines without input or output."""
