import type { Image } from '../../contract/schemas/image.ts'
import { formatBytes } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { formatTime } from '../format.ts'
import type { Text } from '../printer.ts'
import { printFacts, printTable } from '../table.ts'
import { storeWords } from '../store-words.ts'
import { vmWords } from '../vm-words.ts'
import { words } from '../words.ts'

export async function listImages(ctx: Context): Promise<void> {
  const images = await ctx.client.call('listImages', {})
  const titles = storeWords.images.columns
  answer(ctx, images, () => {
    if (images.length === 0) ctx.err.line(storeWords.images.none)
    else
      printTable(
        ctx.out,
        [
          { title: titles.id, cell: (image) => image.id },
          { title: titles.kind, cell: (image) => image.kind },
          { title: titles.arch, cell: (image) => image.arch },
          { title: titles.size, align: 'right', cell: (image) => formatBytes(image.fileSizeBytes) },
          { title: titles.from, cell: originWord },
          { title: titles.title, cell: (image) => image.title },
        ],
        images,
      )
  })
}

export async function showImage(ctx: Context, id: string): Promise<void> {
  const image = await ctx.client.call('getImage', { params: { image: id } })
  answer(ctx, image, () => {
    ctx.out.line(
      { style: 'bold', text: image.id },
      `: ${image.title}. ${storeWords.images.usedBy(image.usedBy)}`,
    )
    printFacts(ctx.out, [
      [storeWords.images.kind, `${image.kind}, ${image.arch}`],
      [
        storeWords.images.sizes,
        storeWords.images.sizeText(formatBytes(image.virtualSizeBytes), formatBytes(image.fileSizeBytes)),
      ],
      ...originFacts(image),
      ['SHA-256', image.sha256],
      [storeWords.images.cloudInit, image.cloudInit ? vmWords.fact.yes : vmWords.fact.no],
      ...(image.defaultUser === undefined ? [] : [[vmWords.fact.user, image.defaultUser] as const]),
      [storeWords.images.added, formatTime(image.addedAt)],
    ])
    ctx.out.line(words.next(`kiste vm create NAME --image ${image.id}`))
  })
}

function originWord(image: Image): string {
  return storeWords.images.origin[image.origin.type]
}

function originFacts(image: Image): readonly (readonly [string, Text])[] {
  const { origin } = image
  switch (origin.type) {
    case 'catalogue':
      return [
        [storeWords.images.from, origin.url],
        [storeWords.images.signature, signatureText(origin.signature)],
      ]
    case 'built':
      return [[storeWords.images.from, storeWords.images.builtFrom(origin.recipe)]]
    case 'imported':
      return [[storeWords.images.from, origin.from]]
  }
}

function signatureText(signature: Extract<Image['origin'], { type: 'catalogue' }>['signature']): string {
  switch (signature.state) {
    case 'good':
      return storeWords.images.signed(signature.by)
    case 'none-published':
      return storeWords.images.unsigned
    case 'not-checked':
      return storeWords.images.notChecked(signature.because)
  }
}

export async function showCatalogue(ctx: Context): Promise<void> {
  const items = await ctx.client.call('listCatalogue', {})
  const titles = storeWords.images.catalogueColumns
  answer(ctx, items, () =>
    printTable(
      ctx.out,
      [
        { title: titles.entry, cell: (item) => item.id },
        { title: titles.arch, cell: (item) => item.arch },
        { title: titles.here, cell: (item) => (item.present ? vmWords.fact.yes : '-') },
        { title: titles.title, cell: (item) => item.title },
      ],
      items,
    ),
  )
}
