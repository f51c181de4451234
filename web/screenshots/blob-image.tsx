import { useLayoutEffect, useRef } from 'react'

/** A picture that lies in this page's memory. The one before stays until the next is there. */
export function BlobImage({
  blob,
  alt,
  className,
}: {
  readonly blob: Blob
  readonly alt: string
  readonly className: string | undefined
}) {
  const image = useRef<HTMLImageElement>(null)
  useLayoutEffect(() => {
    const url = URL.createObjectURL(blob)
    if (image.current) image.current.src = url
    return () => URL.revokeObjectURL(url)
  }, [blob])
  return <img ref={image} alt={alt} className={className} />
}
