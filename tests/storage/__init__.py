"""The database file and the keychain, with a real file and keychains of every mood."""
