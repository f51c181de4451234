import { resolve } from 'node:path'
import { ensureBuild } from '../../../setup/build.mjs'

/** The page that is looked at is the one that is built. */
export async function setup(): Promise<void> {
  await ensureBuild(resolve(import.meta.dirname, '../../..'))
}
