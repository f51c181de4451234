import type { DefinitionText } from '../host.ts'
import type { PlaceFiles } from '../store-host.ts'
import { storeName } from '../store-names.ts'
import { asDefinitionText } from './definition-text.ts'
import { ownPlace, placeOf } from './fake-places.ts'
import { contentAt } from './fake-snapshots.ts'
import type { Fake } from './fake.ts'
import { inStores, type Spot } from './spots.ts'

/** What lies beside the disks in a VM's place. */
export function fakePlaceFiles({ world, verb }: Fake, spot: Spot): PlaceFiles {
  const part = () => spot.part(world)
  return {
    copyNvram: verb('store.copyNvram', (from, to, snapshot) => {
      const [source, target] = [placeOf(part(), from), placeOf(part(), to)]
      const { nvram } = contentAt(from, source, snapshot).content
      if (nvram !== undefined) target.nvram = nvram
    }),
    takeFiles: verb('store.takeFiles', (vm, uuid, from) => {
      const target = ownPlace(part(), spot, vm, uuid)
      const source = inStores(world, from.nvramPath)?.place
      if (source?.nvram !== undefined) target.nvram = source.nvram
      if (source?.seed !== undefined) target.seed = source.seed
    }),
    writeSeed: verb('store.writeSeed', (vm, seed) => {
      placeOf(part(), vm).seed = { ...seed }
    }),
    writeDefinition: verb('store.writeDefinition', (vm, uuid, text) => {
      ownPlace(part(), spot, vm, uuid).definition = text
    }),
    writeDefinitions: verb('store.writeDefinitions', (of) => {
      for (const { vm, uuid, text } of of) ownPlace(part(), spot, vm, uuid).definition = text
    }),
    readDefinitions: verb('store.readDefinitions', (of) => {
      const texts = new Map<string, DefinitionText>()
      for (const { vm, uuid } of of) {
        const place = part().places[storeName('vm', vm)]
        if (place?.uuid === uuid && place.definition !== undefined)
          texts.set(uuid, asDefinitionText(place.definition))
      }
      return texts
    }),
    writePolicies: verb('store.writePolicies', (of) => {
      for (const { vm, uuid, text } of of) {
        const place = ownPlace(part(), spot, vm, uuid)
        if (text === undefined) delete place.policy
        else place.policy = text
      }
    }),
    readPolicies: verb('store.readPolicies', (of) => {
      const texts = new Map<string, string>()
      for (const { vm, uuid } of of) {
        const place = part().places[storeName('vm', vm)]
        if (place?.uuid === uuid && place.policy !== undefined) texts.set(uuid, place.policy)
      }
      return texts
    }),
    readDefinition: verb('store.readDefinition', (vm) => {
      const text = part().places[storeName('vm', vm)]?.definition
      return text === undefined ? undefined : asDefinitionText(text)
    }),
  }
}
