import type { ReasonCode } from '../reasons.js';

export const de: Readonly<Record<ReasonCode, string>> = {
  BOUGHT_ONCE: 'Am {date} von Ihnen gekauft',
  BOUGHT_OFTEN: '{times}-mal von Ihnen gekauft, zuletzt am {date}',
  VIEWED: 'Am {date} von Ihnen angesehen',
  BECAUSE_BOUGHT: 'Weil Sie {title} gekauft haben',
  BECAUSE_VIEWED: 'Weil Sie {title} angesehen haben',
  GOES_WITH_LAST: 'Passt zu {title} aus Ihrem letzten Einkauf',
  USUAL_CATEGORY: 'Passt zu dem, was Sie sonst kaufen: {category}',
  SIMILAR_TO: 'Ähnlich wie {title}',
  POPULAR: 'Gerade beliebt',
  POPULAR_IN_REGION: 'Beliebt in {region}',
  NEW: 'Neu im Sortiment',
  PICKED: 'Für Sie ausgewählt',
};
