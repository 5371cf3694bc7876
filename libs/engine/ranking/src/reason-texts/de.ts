import type { ReasonCode } from '../reason-codes.js';

export const de: Readonly<Record<ReasonCode, string>> = {
  BOUGHT_ONCE: 'Am {date} von Ihnen gekauft',
  BOUGHT_OFTEN: '{times}-mal von Ihnen gekauft, zuletzt am {date}',
  CARTED: 'Am {date} von Ihnen in den Warenkorb gelegt',
  VIEWED: 'Am {date} von Ihnen angesehen',
  RETURNED: 'Mehrmals von Ihnen angesehen, zuletzt am {date}',
  BECAUSE_BOUGHT: 'Weil Sie {title} gekauft haben',
  BECAUSE_CARTED: 'Weil Sie {title} in den Warenkorb gelegt haben',
  BECAUSE_VIEWED: 'Weil Sie {title} angesehen haben',
  LIKE_RETURNED: 'Weil Sie {title} mehrmals angesehen haben',
  GOES_WITH_LAST: 'Passt zu {title} aus Ihrem letzten Einkauf',
  USUAL_CATEGORY: 'Passt zu dem, was Sie sonst kaufen: {category}',
  SIMILAR_TO: 'Ähnlich wie {title}',
  GOES_WITH: 'Passt zu {title}',
  TRENDING: 'Im Trend',
  POPULAR: 'Gerade beliebt',
  POPULAR_IN_REGION: 'Beliebt in {region}',
  NEW: 'Neu im Sortiment',
  BACK_IN_STOCK: 'Seit dem {date} wieder lieferbar',
  PRICE_DROPPED: 'Vorher {price_before}, jetzt {price}',
  PICKED: 'Für Sie ausgewählt',
};
