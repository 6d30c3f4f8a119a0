import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { isThorough } from '../../support/thorough.ts'

/**
 * Collects what axe finds wrong, in light and, of each third page at least, in dark; nothing is asserted before the end,
 * so that all is seen at once.
 */
export class Inspection {
  readonly #page: Page
  #looks = 0
  readonly found: string[] = []

  constructor(page: Page) {
    this.#page = page
  }

  async look(state: string): Promise<void> {
    await this.#inspect(state, new AxeBuilder({ page: this.#page }).options({ resultTypes: ['violations'] }))
    this.#looks += 1
    if (!isThorough && this.#looks % 3 !== 1) return
    await this.#turn('dark')
    // Only colours differ.
    const colours = new AxeBuilder({ page: this.#page }).options({
      runOnly: ['color-contrast'],
      resultTypes: ['violations'],
    })
    await this.#inspect(`${state}, dark`, colours)
    await this.#turn('light')
  }

  async #inspect(state: string, axe: AxeBuilder): Promise<void> {
    const { violations } = await axe.setLegacyMode().analyze()
    for (const { id, nodes } of violations) {
      this.found.push(`${state}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
    }
  }

  async #turn(colorScheme: 'light' | 'dark'): Promise<void> {
    await this.#page.emulateMedia({ colorScheme })
    await this.#page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    // Colours arrive with the next frame that is drawn.
    await this.#page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    )
  }
}
