/** A section that the data does not allow, and why. */
export interface Absent {
  absent: string;
}

export const isAbsent = (section: object): section is Absent => 'absent' in section;
