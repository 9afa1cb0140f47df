"""The record of processing (article 30 GDPR): what is done with personal data here, read from rows and settings; what only people know is stated."""
