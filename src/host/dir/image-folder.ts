import { join } from 'node:path'
import type { DiskFormat } from '../../domain/disk.ts'
import type { Image } from '../../domain/image.ts'
import { storeName } from '../store-names.ts'
import { readDisk } from './disk-files.ts'
import { forMany, look, namesIn, readText } from '../store-files.ts'
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

export async function listImages(layout: StoreLayout): Promise<Image[]> {
  const names = (await namesIn(layout.images)).filter((name) => !/^[.-]/.test(name))
  const records = await forMany(names, (id) => readImageRecord(layout, id))
  return records.flatMap((record) => record ?? [])
}

/** The record of a whole image; undefined for a folder that is none, whoever left it. */
export async function readImageRecord(layout: StoreLayout, id: string): Promise<Image | undefined> {
  const folder = imageFolder(layout, id)
  if (!(await look(folder))?.isDirectory()) return undefined
  const record = parseImageRecord(await readText(join(folder, imageRecordName)))
  return record?.id === id ? record : undefined
}

export function formatImageRecord(image: Image): string {
  return `${JSON.stringify(image, undefined, 2)}\n`
}

export function parseImageRecord(text: string | undefined): Image | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isImage(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isImage(value: unknown): value is Image {
  if (typeof value !== 'object' || value === null) return false
  const { id, title, kind, virtualSizeBytes, fileSizeBytes, sha256, origin } = value as Partial<
    Record<keyof Image, unknown>
  >
  return (
    typeof id === 'string' &&
    typeof title === 'string' &&
    (kind === 'disk' || kind === 'iso') &&
    typeof virtualSizeBytes === 'number' &&
    typeof fileSizeBytes === 'number' &&
    typeof sha256 === 'string' &&
    typeof origin === 'object' &&
    origin !== null
  )
}
