import { given } from '../given.ts'

export interface GoingBackInput {
  readonly stop?: boolean | undefined
  readonly force?: boolean | undefined
  readonly timeout?: number | undefined
  readonly start?: boolean | undefined
}

/** What of the line says how a VM is stopped first and whether it runs afterwards. */
export function goingBackBody({ stop, force, timeout, start }: GoingBackInput) {
  const stops = stop === true || force === true || timeout !== undefined
  return given({
    stop: stops
      ? given({ force: force === true ? ('now' as const) : undefined, timeoutSeconds: timeout })
      : undefined,
    start,
  })
}
