/** The part of dcmjs that `write-dicom.ts` uses; the package ships no types. */
declare module "dcmjs" {
  type DicomElement = { vr: string; Value: (string | number | ArrayBuffer)[] };
  type DicomElements = Record<string, DicomElement>;

  class DicomDict {
    constructor(meta: DicomElements);
    dict: DicomElements;
    write(options?: { allowInvalidVRLength: boolean }): ArrayBuffer;
  }

  const dcmjs: { data: { DicomDict: typeof DicomDict } };
  export default dcmjs;
}
