/** `npm run test:long` tries every case of what would take too long each time. */
export const isThorough = process.env.RESETTLE_EVERY_CASE === '1'

/** All cases in the long run; otherwise each fourth, and the last, where most goes wrong. */
export function someOf<Case>(cases: readonly Case[]): Case[] {
  return cases.filter((_, index) => isThorough || index % 4 === 0 || index === cases.length - 1)
}
