import type { MapPlace } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { placeLabels } from './place-labels.js';

/** Half of the width of the map, and of its frame, in its own units. */
const [HALF, FRAME] = [100, 115];
/** Above the highest point and below the lowest one. */
const MARGIN = 16;
/** Characters of a title on the map. */
const MOST_CHARS = 18;

/** Items as points, with titles where there is room; the list below the map says the same in words. */
export function ItemMap({ map }: { map: readonly MapPlace[] }) {
  const texts = useTexts().pages.catalogue;
  const format = useFormat();
  const points = map.map(({ item, x, y }) => {
    const title = item?.title || item?.item_id || '';
    return { id: item?.item_id ?? '', title, x: HALF * x, y: -HALF * y, label: shortened(title) };
  });
  const labels = placeLabels(points, FRAME);
  const heights = points.map(({ y }) => y);
  const top = Math.min(...heights) - MARGIN;
  const height = Math.max(...heights) + MARGIN - top;
  return (
    <svg
      className="map"
      role="img"
      aria-label={texts.mapOf(points[0]?.title ?? '', format.number(map.length - 1))}
      viewBox={`${-FRAME} ${top} ${2 * FRAME} ${height}`}
    >
      {points.map(({ id, title, x, y, label }, n) => {
        const place = labels[n];
        return (
          <g key={id} className={n === 0 ? 'own' : ''}>
            <title>{title}</title>
            <circle cx={x} cy={y} r={n === 0 ? 4 : 2.5} />
            {place && (
              <text x={place.x} y={place.y} textAnchor={place.anchor}>
                {label}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

const shortened = (title: string): string =>
  title.length > MOST_CHARS ? `${title.slice(0, MOST_CHARS).trimEnd()}…` : title;
