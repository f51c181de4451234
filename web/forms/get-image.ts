import { imageIdFor } from '../../src/domain/image-id.ts'
import { wishFor, type Wish } from '../api/wish.ts'
import { shellWord } from '../components/shell-word.ts'

/** Ways by which an image comes into the house. */
export type ImageSource =
  | { readonly from: 'catalogue'; readonly entry: string; readonly title: string }
  | { readonly from: 'build' }
  | { readonly from: 'address' }
  /** A file that has been sent already. */
  | { readonly from: 'upload'; readonly upload: string; readonly fileName: string; readonly id: string }

/** What is filled in for any of them; an id that is empty is proposed. */
export interface GetImageForm {
  readonly id: string
  readonly release: '12' | '13'
  readonly url: string
  readonly sha256: string
}

export const emptyGetImage: GetImageForm = { id: '', release: '12', url: '', sha256: '' }

/** What an image is called where nobody says. */
export function proposedId(source: ImageSource, { release, url }: GetImageForm): string {
  switch (source.from) {
    case 'catalogue':
      return source.entry
    case 'build':
      return `debian-${release}`
    case 'address':
      return imageIdFor(decodedName(url))
    case 'upload':
      return source.id
  }
}

function decodedName(url: string): string {
  return URL.parse(url)?.pathname.split('/').at(-1) ?? ''
}

/** What is asked of the daemon; undefined while what is needed has not been given. */
export function getImageWish(source: ImageSource, form: GetImageForm): Wish | undefined {
  const id = form.id.trim() || proposedId(source, form)
  const sum = form.sha256.trim() === '' ? {} : { sha256: form.sha256.trim() }
  switch (source.from) {
    case 'catalogue':
      return wishFor('pullImage', { body: { entry: source.entry, id } })
    case 'build':
      return wishFor('buildImage', { body: { distribution: 'debian', release: form.release, id } })
    case 'address':
      return form.url.trim() === ''
        ? undefined
        : wishFor('importImage', { body: { id, url: form.url.trim(), ...sum } })
    case 'upload':
      return wishFor('importImage', { body: { id, upload: source.upload, fileName: source.fileName } })
  }
}

/** What one would type for the same. */
export function getImageCommand(source: ImageSource, form: GetImageForm): string {
  const proposed = proposedId(source, form)
  const id = form.id.trim() || proposed
  const named = id === proposed && source.from !== 'upload' ? [] : ['--id', id]
  const sum = form.sha256.trim() === '' ? [] : ['--sha256', form.sha256.trim()]
  return ['kiste', 'image', ...words(source, form), ...named, ...sum].map(shellWord).join(' ')
}

function words(source: ImageSource, { release, url }: GetImageForm): readonly string[] {
  switch (source.from) {
    case 'catalogue':
      return ['pull', source.entry]
    case 'build':
      return ['build', 'debian', ...(release === '12' ? [] : ['--release', release])]
    case 'address':
      return ['import', url.trim() === '' ? 'URL' : url.trim()]
    case 'upload':
      return ['import', source.fileName]
  }
}
