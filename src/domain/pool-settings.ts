/** Properties of a pool and of its root dataset, features (`feature@…`) among those of the pool. */
export interface PoolSettings {
  readonly pool: SettingsByName
  readonly dataset: SettingsByName
}

export type SettingsByName = Readonly<Record<string, Setting>>

export interface Setting {
  readonly value: string
  /** It was set on this very object, and is neither a default nor inherited. */
  readonly local: boolean
}

/** The features of a pool by their names. */
export function featuresIn({
  pool,
}: PoolSettings): Readonly<Record<string, 'disabled' | 'enabled' | 'active'>> {
  return Object.fromEntries(
    Object.entries(pool).flatMap(([name, { value }]) =>
      name.startsWith('feature@') && (value === 'disabled' || value === 'enabled' || value === 'active')
        ? [[name.slice('feature@'.length), value]]
        : [],
    ),
  )
}

/** Sector size of new vdevs as a power of two; undefined where the pool does not say. */
export function ashiftIn({ pool }: PoolSettings): number | undefined {
  const ashift = Number(pool['ashift']?.value ?? 0)
  return ashift >= 9 ? ashift : undefined
}
