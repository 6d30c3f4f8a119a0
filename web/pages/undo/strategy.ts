/** What becomes of rows that cannot go back as they were. */
export type UndoStrategy = 'rename' | 'skip' | 'fail'
