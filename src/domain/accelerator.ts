/** Whether guests run on the CPU itself, and if not, why not and what would help. */
export type AcceleratorVerdict =
  | { readonly accelerator: 'kvm' }
  | {
      readonly accelerator: 'tcg'
      readonly because: AcceleratorObstacle
      /** One sentence: what is wrong and the likely cause. */
      readonly sentence: string
      /** What to do about it. */
      readonly remedy: string
    }

export const acceleratorObstacles = [
  'disabled-in-firmware',
  'no-cpu-support',
  'no-device',
  'no-permission',
  'guest-does-not-run',
  'qemu-missing',
  'qemu-refuses',
] as const

export type AcceleratorObstacle = (typeof acceleratorObstacles)[number]
