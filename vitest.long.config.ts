import { defineConfig } from 'vitest/config'
import { longTests, sampledTests, settings } from './vitest.settings.ts'

export default defineConfig({
  test: { ...settings, include: [...longTests, ...sampledTests], env: { RESETTLE_EVERY_CASE: '1' } },
})
