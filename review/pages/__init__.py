"""The reviewer's pages: read what an item is about, translate a form into one verb of ``review.actions``. No rule lives here."""
