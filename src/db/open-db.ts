import Database from 'better-sqlite3'

/** An open state database. */
export type Db = Database.Database
