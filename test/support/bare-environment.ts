import { tmpdir } from 'node:os'

/** What a command that a test starts knows of this machine: none of the settings that somebody may have made here. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  return { PATH, HOME: tmpdir(), NODE_COMPILE_CACHE }
}
