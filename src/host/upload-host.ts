import type { OpenUpload, Upload, UploadWish, WholeUpload } from '../domain/upload.ts'

/**
 * Files that are sent in pieces, until they are whole: then they are among the uploads of `ImageHost`, to be imported. Whoever calls sees
 * to it that one upload has one caller at a time.
 */
export interface UploadHost {
  /** Those that are under way. */
  list(): Promise<readonly OpenUpload[]>
  /** One that is under way, or whole and not used up. */
  get(id: string): Promise<Upload | undefined>
  /** How much room there is for them. */
  space(): Promise<{ readonly freeBytes: number }>
  /** `id` is a checked name. */
  begin(id: string, wish: UploadWish): Promise<OpenUpload>
  /**
   * Adds bytes at the end, which has to be at `offset`. What has come stays when the rest does not: it is on stable storage when this
   * answers or rejects.
   */
  append(id: string, offset: number, content: AsyncIterable<Uint8Array>): Promise<OpenUpload>
  /** Checks what came and makes it whole; whole already is success. With another sum than was promised nothing of it is kept. */
  finish(id: string): Promise<WholeUpload>
  /** Removes it, also when it is whole. Absent is success. */
  drop(id: string): Promise<void>
}
