import pg from 'pg'

// Object ids of built-in types, fixed for ever.
const int8 = 20
const asUsual = new Set([
  16, // bool
  17, // bytea
  21, // int2
  23, // int4
  26, // oid
  700, // float4
  701, // float8
  1003, // name[]
  1005, // int2[]
  1007, // int4[]
  1009, // text[]
])

/** Values as `Connection.query` promises them: nothing loses digits, and dates and JSON stay the text they are. */
export const valueParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === int8) return toInteger
    return asUsual.has(oid) ? pg.types.getTypeParser(oid, format as 'text') : (text: string) => text
  }) as typeof pg.types.getTypeParser,
}

function toInteger(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}
