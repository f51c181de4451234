import { isObject } from '../domain/is-object.ts'
import { noWaits, type StartWaits, type WaitingVm } from '../domain/start-waits.ts'

/** Keeps which VMs wait for a key, over restarts of the daemon. */
export interface WaitsKeeper {
  read(): StartWaits
  /** On stable storage when this returns. */
  change(next: (now: StartWaits) => StartWaits): void
}

/** As the table of settings has it. */
export interface Settings {
  get(key: string): unknown
  set(key: string, value: unknown, changedAt: string): void
}

const key = 'start-waits'

/** The keeper of the daemon. `onChange` is told when what people see of it may have changed. */
export function keepWaits(
  settings: Settings,
  { now, onChange = () => undefined }: { readonly now: () => Date; readonly onChange?: () => void },
): WaitsKeeper {
  let known = waitsIn(settings.get(key))
  return {
    read: () => known,
    change(next) {
      const wanted = next(known)
      if (JSON.stringify(wanted) === JSON.stringify(known)) return
      settings.set(key, wanted, now().toISOString())
      known = wanted
      onChange()
    },
  }
}

/** For where nothing outlives the process. */
export function waitsInMemory(): WaitsKeeper {
  return keepWaits({ get: () => undefined, set: () => undefined }, { now: () => new Date() })
}

/** What was kept; anything else, as another version may have left, counts as nothing. */
function waitsIn(kept: unknown): StartWaits {
  if (!isObject(kept) || typeof kept['boot'] !== 'string') return noWaits
  const { boot, settled, waiting } = kept
  if (!Array.isArray(settled) || !Array.isArray(waiting)) return noWaits
  return {
    boot,
    settled: settled.filter((one) => typeof one === 'string'),
    waiting: waiting.filter(isWaiting),
  }
}

function isWaiting(one: unknown): one is WaitingVm {
  return (
    isObject(one) &&
    ['uuid', 'root', 'since'].every((name) => typeof one[name] === 'string') &&
    (one['because'] === 'autostart' || one['because'] === 'asked')
  )
}
