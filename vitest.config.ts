import { defineConfig } from 'vitest/config'
import { longTests, settings } from './vitest.settings.ts'

export default defineConfig({
  test: { ...settings, include: ['test/**/*.test.ts'], exclude: ['node_modules/**', ...longTests] },
})
