import type { MeasuringTool } from '../../../domain/measuring-tools.ts'
import { CommandError, type Runner } from '../../exec.ts'

/** Of these programs, those that are not installed where the runner runs. */
export async function findMissingTools(
  runner: Runner,
  tools: readonly MeasuringTool[],
): Promise<readonly MeasuringTool[]> {
  const missing: MeasuringTool[] = []
  for (const tool of tools) {
    try {
      await runner.run([tool, '--version'], { timeoutMs: 20_000 })
    } catch (error) {
      if (!(error instanceof CommandError) || error.end.why !== 'missing') throw error
      missing.push(tool)
    }
  }
  return missing
}
