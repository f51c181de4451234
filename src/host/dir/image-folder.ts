import { join } from 'node:path'
import type { DiskFormat } from '../../domain/disk.ts'
import type { Image } from '../../domain/image.ts'
import { storeName } from '../store-names.ts'
import { readDisk } from './disk-files.ts'
import { readText } from './store-files.ts'
import type { StoreLayout } from './store-layout.ts'

/** An image is a folder: the disk or the medium, and a record that says what it is, written last. */
export const imageFileNames = { disk: 'disk.qcow2', iso: 'medium.iso' } as const
export const imageRecordName = 'image.json'

export function imageFolder(layout: StoreLayout, id: string): string {
  return join(layout.images, storeName('image', id))
}

export function imagePath(layout: StoreLayout, id: string, kind: Image['kind']): string {
  return join(imageFolder(layout, id), imageFileNames[kind])
}

export interface ImageFile {
  readonly kind: Image['kind']
  readonly path: string
  readonly format: DiskFormat
  readonly virtualSizeBytes: number
}

/** The file of a whole image; undefined if there is none. */
export async function findImageFile(layout: StoreLayout, id: string): Promise<ImageFile | undefined> {
  const record = await readImageRecord(layout, id)
  if (!record) return undefined
  const path = imagePath(layout, id, record.kind)
  const format = record.kind === 'iso' ? 'raw' : 'qcow2'
  const facts = await readDisk(path, format)
  return facts && { kind: record.kind, path, format, virtualSizeBytes: facts.virtualSizeBytes }
}

export async function readImageRecord(layout: StoreLayout, id: string): Promise<Image | undefined> {
  const text = await readText(join(imageFolder(layout, id), imageRecordName))
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  return isImage(value) && value.id === id ? value : undefined
}

function isImage(value: unknown): value is Image {
  if (typeof value !== 'object' || value === null) return false
  const record = value as Partial<Record<keyof Image, unknown>>
  return (
    typeof record.id === 'string' &&
    (record.kind === 'disk' || record.kind === 'iso') &&
    typeof record.virtualSizeBytes === 'number' &&
    typeof record.origin === 'object'
  )
}
