/** What the language server asks of its client beyond the protocol. */

/** Gives the text of the file with this URI, or null: the server runs where there may be no file system. */
export const READ_FILE = "turno/readFile";
