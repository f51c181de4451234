import type { ImageHost } from './host.ts'
import { imageInUse } from './store-problems.ts'

/** Who else needs an image: stores besides the one the library lies in. `medium` is where it lies if it is for a CD drive. */
export type OtherImageUsers = (id: string, medium: string) => Promise<readonly string[]>

/** The image library, whose images stay as long as a VM in any store needs them. */
export function joinImages(library: ImageHost, others: OtherImageUsers): ImageHost {
  const elsewhere = (id: string) => others(id, library.mediumPath(id))
  return {
    ...library,
    usedBy: async (id) => [...new Set([...(await library.usedBy(id)), ...(await elsewhere(id))])],
    remove: async (id) => {
      if (await library.get(id)) {
        const users = await elsewhere(id)
        if (users.length > 0) throw imageInUse(id, users)
      }
      await library.remove(id)
    },
  }
}
