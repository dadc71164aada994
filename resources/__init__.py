"""Data that ships with clinicapp: rule packs, icons, fonts, help and licences."""
