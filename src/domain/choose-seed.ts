import { seedForNewVm, type SeedDocuments } from './cloud-init.ts'
import type { CreateFacts, CreateWish } from './plan-create-vm.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'

const userName = /^[a-z_][a-z0-9_-]{0,31}$/
const packageName = /^[A-Za-z0-9][A-Za-z0-9+._:=~-]{0,127}$/
const sshKey =
  /^(?:ssh-(?:ed25519|rsa|dss)|ecdsa-sha2-\S+|sk-(?:ssh|ecdsa)-\S+) [A-Za-z0-9+/]+=*(?: [^\n\r]*)?$/

/** The account that cloud-init makes. */
export function userOf(wish: CreateWish, facts: CreateFacts): string {
  return wish.user ?? facts.image?.defaultUser ?? 'kiste'
}

/** The seed for a new guest; null where nothing in it would read one. */
export function chooseSeed(wish: CreateWish, facts: CreateFacts): Checked<SeedDocuments | null> {
  const { image } = facts
  if (wish.image === undefined || !image) return noSeed(wish, 'an empty disk')
  if (!image.cloudInit) return noSeed(wish, image.id)
  const user = userOf(wish, facts)
  const problems: Problem[] = []
  const bad = (field: string, value: string, what: string, hint: string) =>
    problems.push({
      code: 'invalid_input',
      field,
      message: `${JSON.stringify(value.slice(0, 60))} is not ${what}.`,
      hint,
    })
  if (!userName.test(user))
    bad('user', user, 'an account name', 'Use small letters, digits, "_" and "-", at most 32.')
  wish.sshKeys?.forEach((key, index) => {
    if (!sshKey.test(key.trim()))
      bad(`sshKeys[${index}]`, key, 'an SSH public key', 'Give the content of a .pub file.')
  })
  wish.packages?.forEach((name, index) => {
    if (!packageName.test(name))
      bad(`packages[${index}]`, name, 'a package name', 'Use the name the guest knows it by.')
  })
  const documents = seedForNewVm({
    hostname: wish.name,
    instanceId: facts.fresh.uuid,
    user,
    shell: image.id.startsWith('alpine') ? '/bin/ash' : '/bin/bash',
    sshKeys: (wish.sshKeys ?? []).map((key) => key.trim()),
    passwordHash: wish.passwordHash,
    packages: wish.packages ?? [],
    hasAgent: image.origin.type === 'built',
    macs: [facts.fresh.mac],
    userData: wish.userData,
  })
  if (!documents.ok) problems.push(...documents.problems)
  return problems.length === 0 ? documents : refused(...problems)
}

/** Without cloud-init nobody would read these wishes: saying so beats dropping them. */
function noSeed(wish: CreateWish, what: string): Checked<null> {
  const asked = (['user', 'passwordHash', 'sshKeys', 'packages', 'userData'] as const).filter((key) => {
    const value = wish[key]
    return value !== undefined && (typeof value === 'string' || value.length > 0)
  })
  if (asked.length === 0) return valid(null)
  return refused(
    ...asked.map((key): Problem => ({
      code: 'invalid_input',
      field: key === 'passwordHash' ? 'password' : key,
      message: `${key === 'passwordHash' ? 'password' : key} needs cloud-init, and ${what} has none.`,
      hint: 'Use a cloud image, or set it up inside the guest.',
    })),
  )
}
