/** For what something is wished: all VMs of the host, those of a store, or one. The nearest to a VM counts, as a whole. */
export type Scope =
  | { readonly of: 'host' }
  | { readonly of: 'store'; readonly store: string }
  | { readonly of: 'vm'; readonly uuid: string }

/** All that is wished of one kind. */
export interface Scoped<Wish> {
  readonly host?: Wish | undefined
  readonly stores: Readonly<Record<string, Wish>>
  readonly vms: Readonly<Record<string, Wish>>
}

/** What holds for one VM, and where it was wished; undefined: nothing was. */
export interface InForce<Wish> {
  readonly wish: Wish
  readonly from: Scope['of']
}

export function inForce<Wish>(
  { host, stores, vms }: Scoped<Wish>,
  { uuid, store }: { readonly uuid: string; readonly store: string },
): InForce<Wish> | undefined {
  const [ofVm, ofStore] = [own(vms, uuid), own(stores, store)]
  if (ofVm !== undefined) return { wish: ofVm, from: 'vm' }
  if (ofStore !== undefined) return { wish: ofStore, from: 'store' }
  return host === undefined ? undefined : { wish: host, from: 'host' }
}

export function wishedFor<Wish>(wished: Scoped<Wish>, scope: Scope): Wish | undefined {
  switch (scope.of) {
    case 'host':
      return wished.host
    case 'store':
      return own(wished.stores, scope.store)
    case 'vm':
      return own(wished.vms, scope.uuid)
  }
}

/** What is wished once this is: undefined takes the wish back. */
export function withWish<Wish>(wished: Scoped<Wish>, scope: Scope, wish: Wish | undefined): Scoped<Wish> {
  switch (scope.of) {
    case 'host':
      return { ...wished, host: wish }
    case 'store':
      return { ...wished, stores: withEntry(wished.stores, scope.store, wish) }
    case 'vm':
      return { ...wished, vms: withEntry(wished.vms, scope.uuid, wish) }
  }
}

/** Whether nothing at all is wished. */
export function isUnwished({ host, stores, vms }: Scoped<unknown>): boolean {
  return host === undefined && [stores, vms].every((of) => Object.keys(of).length === 0)
}

/** For what it is, within a sentence. */
export function sayScope({ of, name }: { readonly of: Scope['of']; readonly name: string }): string {
  return of === 'vm' ? name : of === 'store' ? `the store ${name}` : 'this host'
}

function own<Wish>(wishes: Readonly<Record<string, Wish>>, key: string): Wish | undefined {
  return Object.hasOwn(wishes, key) ? wishes[key] : undefined
}

function withEntry<Wish>(
  wishes: Readonly<Record<string, Wish>>,
  key: string,
  wish: Wish | undefined,
): Readonly<Record<string, Wish>> {
  const others = Object.entries(wishes).filter(([other]) => other !== key)
  return Object.fromEntries(wish === undefined ? others : [...others, [key, wish]])
}
