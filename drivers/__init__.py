"""Device drivers that stand alone: no Qt, no database, no clinicapp."""
