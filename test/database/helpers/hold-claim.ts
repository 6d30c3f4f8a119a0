import { openDatabase } from '../../../src/database/open.ts'

// A process of its own that takes a lock and never lets go of it: killed by the test.
const [url = '', name = ''] = process.argv.slice(2)
const database = await openDatabase(url)
const claim = await database.claim([name])
console.log(claim === null ? 'refused' : 'held')
setInterval(() => undefined, 60_000)
