import { errorRules, exitCodes } from '../contract/errors.ts'
import { words } from './words.ts'

/** What each exit code means, and which errors lead to it: read off the tables that decide. */
export function exitCodeHelp(): string[] {
  return Object.entries(exitCodes).flatMap(([name, code]) => {
    const causes = Object.entries(errorRules).filter(([, rule]) => rule.exitCode === code)
    return [
      `${String(code).padStart(3)}  ${words.exitCodes[name as keyof typeof exitCodes]}`,
      ...causes.map(([problem, rule]) => `       ${problem}: ${rule.meaning}`),
    ]
  })
}
