export interface LabelledPoint {
  x: number;
  y: number;
  label: string;
}

export interface LabelPlace {
  x: number;
  y: number;
  anchor: 'start' | 'end' | 'middle';
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Of a letter of the map, in its units; some are wider, most are not. */
const [LETTER_WIDTH, LETTER_HEIGHT] = [3.6, 7];
/** From the middle of a point to its label, and half a point. */
const [GAP, RADIUS] = [5, 4];

/**
 * Where labels stand so that none covers another one or a point: the first ones first, on the right if they can. Undefined: there is no
 * room.
 * @param edge Labels stay between -edge and edge
 */
export function placeLabels(points: readonly LabelledPoint[], edge: number): (LabelPlace | undefined)[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    ...{ left: x - RADIUS, right: x + RADIUS, top: y - RADIUS, bottom: y + RADIUS },
  }));
  return points.map(({ x, y, label }) => {
    const width = label.length * LETTER_WIDTH;
    const beside = { top: y - LETTER_HEIGHT / 2, bottom: y + LETTER_HEIGHT / 2 };
    const across = { left: x - width / 2, right: x + width / 2 };
    const above = y - GAP - LETTER_HEIGHT;
    const places: readonly [Box, LabelPlace][] = [
      [
        { ...beside, left: x + GAP, right: x + GAP + width },
        { x: x + GAP, y: y + 2, anchor: 'start' },
      ],
      [
        { ...beside, left: x - GAP - width, right: x - GAP },
        { x: x - GAP, y: y + 2, anchor: 'end' },
      ],
      [
        { ...across, top: above, bottom: y - GAP },
        { x, y: y - GAP - 1.5, anchor: 'middle' },
      ],
      [
        { ...across, top: y + GAP, bottom: y + GAP + LETTER_HEIGHT },
        { x, y: y + GAP + 5.5, anchor: 'middle' },
      ],
    ];
    const free = places.find(
      ([box]) => box.left >= -edge && box.right <= edge && !taken.some((other) => overlaps(box, other)),
    );
    if (free === undefined) return undefined;
    taken.push(free[0]);
    return free[1];
  });
}

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
