import type { VmFacts } from '../../domain/vm.ts'

export interface ScreenshotWish {
  /** As wide as this at most; as wide as the screen unless said. */
  readonly widthPx?: number | undefined
}

/** What the screens of VMs show, as PNG. */
export interface Screenshots {
  /** `vm` is a name or a UUID; `seen` are VMs as they were seen last, so that not all have to be asked for to find one. */
  take(vm: string, seen: readonly VmFacts[], wish: ScreenshotWish): Promise<Uint8Array>
}
