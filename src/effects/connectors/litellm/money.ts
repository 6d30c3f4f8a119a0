import { Big } from 'big.js'

/** Amounts in dollars. LiteLLM keeps floats; sums are made of decimals, so that no cent gets lost in them. */

/** Differences below this are the noise of floats: a millionth of a dollar. */
const NOISE = new Big('0.000001')
/** Digits after the point. */
const DIGITS = 9

export function isSameAmount(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b
  return new Big(a).minus(b).abs().lt(NOISE)
}

export function toAmount(value: Big): number {
  return value.round(DIGITS).toNumber()
}

export function atLeastZero(value: Big): Big {
  return value.lt(0) ? new Big(0) : value
}

/** For a report. */
export function writeAmount(value: number | null): string | null {
  return value === null ? null : new Big(value).round(DIGITS).toFixed()
}
