import { belongingShapes } from './shapes/belongings.ts'
import { billingShapes } from './shapes/billing.ts'
import { budgetShapes } from './shapes/budgets.ts'
import { idShapes } from './shapes/ids.ts'
import { keyShapes } from './shapes/keys.ts'
import { markerShapes } from './shapes/markers.ts'
import { organizationShapes } from './shapes/organizations.ts'
import { settingsShapes } from './shapes/settings.ts'
import type { Shape } from './shapes/shape.ts'

const all = {
  ...markerShapes,
  ...idShapes,
  ...settingsShapes,
  ...keyShapes,
  ...budgetShapes,
  ...billingShapes,
  ...belongingShapes,
  ...organizationShapes,
} satisfies Record<string, Shape>

export type ShapeName = keyof typeof all

/** Every kind of user. */
export const userShapes: Readonly<Record<ShapeName, Shape>> = all

export const shapeNames = Object.keys(all) as ShapeName[]
