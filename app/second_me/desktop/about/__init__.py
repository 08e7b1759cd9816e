"""The About page: version, licence, and whose work this stands on."""
