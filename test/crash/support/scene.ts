import type { BlueprintInput } from '../../../src/blueprint/blueprint.ts'
import { openResettle, type Resettle, type ResettleOptions } from '../../../src/resettle.ts'
import { type EngineName, type FreshDatabase, freshDatabase } from '../../support/databases.ts'
import { type Observer, observe } from './observer.ts'
import { guilds, guildsScript } from './world.ts'

/** A database with the small app in it, somebody who looks at it, and Resettle on it. */
export interface Scene {
  readonly fresh: FreshDatabase
  readonly observer: Observer
  open(options?: Partial<ResettleOptions>): Promise<Resettle>
  drop(): Promise<void>
}

export interface SceneOptions {
  /** Usage logs per organization. */
  readonly logs?: number
  readonly blueprint?: BlueprintInput
  /** The app in an earlier version, with people, roles and boards alone: fewer statements, of the same kinds. */
  readonly isSmall?: boolean
}

export async function createScene(engine: EngineName, options: SceneOptions = {}): Promise<Scene> {
  const fresh = await freshDatabase(engine)
  await fresh.run(guildsScript(engine, options.logs))
  if (options.isSmall)
    await fresh.run('drop table notes; drop table cards; drop table logs; drop table tokens')
  const observer = observe(fresh)
  const opened: Resettle[] = []
  return {
    fresh,
    observer,
    async open(more = {}) {
      const resettle = await openResettle({ db: fresh.url, blueprint: options.blueprint ?? guilds, ...more })
      opened.push(resettle)
      return resettle
    },
    async drop() {
      await Promise.all(opened.map((resettle) => resettle.close()))
      await observer.close()
      await fresh.drop()
    },
  }
}
