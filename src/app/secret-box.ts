/** Secrets between a request and the step of a job that needs them. In memory only: a secret is in no journal, plan or log. */
export interface SecretBox {
  keep(id: string, secret: string): void
  /** Undefined once the daemon has been started again. */
  read(id: string): string | undefined
  forget(id: string): void
}

/** More than anybody types; the oldest go first, as those of jobs that never ran. */
const most = 100

export function createSecretBox(): SecretBox {
  const kept = new Map<string, string>()
  return {
    keep(id, secret) {
      kept.set(id, secret)
      const [oldest] = kept.keys()
      if (kept.size > most && oldest !== undefined) kept.delete(oldest)
    },
    read: (id) => kept.get(id),
    forget: (id) => void kept.delete(id),
  }
}

/** A passphrase as ZFS takes it: 8 to 512 bytes (zfsprops(7), keyformat). */
export function isPassphrase(text: string): boolean {
  const bytes = Buffer.byteLength(text)
  return bytes >= 8 && bytes <= 512 && !/[\r\n]/.test(text)
}
