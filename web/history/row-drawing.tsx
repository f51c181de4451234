import type { Consistency } from '../../src/domain/snapshot.ts'
import type { HistoryRow, Stroke } from './history-layout.ts'
import styles from './history-tree.module.css'

/** How far below the top of its row a point stands. */
const pointY = 22
const middle = 13

/** Lanes are narrower where there are many, so that words keep their room. */
export function laneWidth(lanes: number): number {
  return lanes > 6 ? 12 : 22
}

/** The lines of a row and its point. What they say stands beside them in words. */
export function RowDrawing({ row, lanes }: { readonly row: HistoryRow; readonly lanes: number }) {
  const width = laneWidth(lanes)
  const x = (lane: number) => middle + lane * width
  return (
    <div className={styles.gutter} style={{ width: x(lanes - 1) + middle }}>
      <svg className={styles.drawing} width="100%" height="100%" aria-hidden="true" focusable="false">
        {row.strokes.map((stroke) => (
          <StrokeLine
            key={`${stroke.kind} ${stroke.lane}`}
            stroke={stroke}
            from={x(stroke.lane)}
            to={x(row.lane)}
          />
        ))}
        {row.what === 'now' ? (
          <circle className={styles.now} cx={x(row.lane)} cy={pointY} r="9" />
        ) : (
          <Point x={x(row.lane)} consistency={row.snapshot.consistency} isOwnPast={row.lane === 0} />
        )}
      </svg>
    </div>
  )
}

function StrokeLine({
  stroke: { kind, isOwnPast },
  from,
  to,
}: {
  readonly stroke: Stroke
  readonly from: number
  readonly to: number
}) {
  const className = isOwnPast ? styles.ownLine : styles.line
  switch (kind) {
    case 'through':
      return <line className={className} x1={from} x2={from} y1="0" y2="100%" />
    case 'up':
      return <line className={className} x1={from} x2={from} y1="0" y2={pointY} />
    case 'down':
      return <line className={className} x1={from} x2={from} y1={pointY} y2="100%" />
    case 'fork': {
      const corner = Math.max(to, from - pointY)
      return <path className={className} d={`M${from} 0 Q${from} ${pointY} ${corner} ${pointY} H${to}`} />
    }
  }
}

/** Full where a guest finds all in order, a ring where it finds what a power cut leaves. */
function Point({
  x,
  consistency,
  isOwnPast,
}: {
  readonly x: number
  readonly consistency: Consistency
  readonly isOwnPast: boolean
}) {
  const className = `${isOwnPast ? styles.ownPoint : styles.point} ${consistency === 'crash' ? styles.ring : ''}`
  return (
    <>
      <circle className={className} cx={x} cy={pointY} r="6.5" />
      {consistency === 'ram' && <circle className={styles.ram} cx={x} cy={pointY} r="2.5" />}
    </>
  )
}
