"""Lists in their published formats, with made-up entries."""

from __future__ import annotations

import io

import openpyxl

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    dateGenerated="2026-11-03T00:00:00.000Z">
  <INDIVIDUALS><INDIVIDUAL>
    <DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM>
    <FIRST_NAME>GUL</FIRST_NAME><SECOND_NAME>HAMEED</SECOND_NAME><THIRD_NAME>WAZIRZAI</THIRD_NAME>
    <UN_LIST_TYPE>Made up</UN_LIST_TYPE><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER>
    <LISTED_ON>2020-01-02</LISTED_ON><NAME_ORIGINAL_SCRIPT>گل حمید وزیرزئی</NAME_ORIGINAL_SCRIPT>
    <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Abu Zarqan</ALIAS_NAME></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT>
      <NUMBER>35202-0000001-1</NUMBER></INDIVIDUAL_DOCUMENT>
  </INDIVIDUAL></INDIVIDUALS>
  <ENTITIES><ENTITY>
    <DATAID>2</DATAID><FIRST_NAME>AL NOOR RELIEF FOUNDATION</FIRST_NAME>
    <REFERENCE_NUMBER>XXe.002</REFERENCE_NUMBER>
    <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Noor Aid</ALIAS_NAME></ENTITY_ALIAS>
  </ENTITY></ENTITIES>
</CONSOLIDATED_LIST>""".encode()
OFAC_XML = b"""<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://example.org/made-up/XML">
  <publshInformation><Publish_Date>11/05/2026</Publish_Date><Record_Count>1</Record_Count>
  </publshInformation>
  <sdnEntry><uid>7</uid><firstName>Yousuf Jamali</firstName><lastName>TARIQZADA</lastName>
    <sdnType>Individual</sdnType><programList><program>MADEUP</program></programList>
    <idList><id><uid>1</uid><idType>Passport</idType><idNumber>ZZ0000007</idNumber></id></idList>
    <akaList><aka><uid>2</uid><type>a.k.a.</type><lastName>TARIQ</lastName>
      <firstName>Yusuf</firstName></aka></akaList>
  </sdnEntry>
</sdnList>"""
OFAC_CSV = (
    b'7,"TARIQZADA, Yousuf Jamali","individual","MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    b"\"DOB 1970; Passport ZZ0000007 (Pakistan); a.k.a. 'TARIQ, Yusuf'.\"\r\n"
    b'8,"BADLAO YOUTH FORCE",-0- ,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    b'9,"SAMPLE STAR","vessel","MADEUP",-0- ,"XX1","Tug",-0- ,"1",-0- ,-0- ,-0- \r\n\x1a'
)
OFAC_ALT = b'7,11,"aka","TARIQ, Yusuf",-0- \r\n'
EU_XML = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://example.org/made-up/export" generationDate="2026-11-06T09:00:00.000+01:00">
  <sanctionEntity euReferenceNumber="EU.1.1" logicalId="1">
    <regulation programme="MADEUP"/><subjectType code="person" classificationCode="P"/>
    <nameAlias firstName="Waheeda" middleName="" lastName="Soomropur"
      wholeName="Waheeda Soomropur"/>
    <nameAlias firstName="" lastName="" wholeName="وحیدہ سومروپور"/>
    <identification number="AB0000009" identificationTypeCode="passport"/>
  </sanctionEntity>
</export>""".encode()
EU_CSV = b"""fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;\
NameAlias_LastName;NameAlias_FirstName;NameAlias_MiddleName;NameAlias_WholeName;\
Identification_Number
06/11/2026;1;EU.1.1;P;Soomropur;Waheeda;;Waheeda Soomropur;
06/11/2026;1;EU.1.1;P;;;;Vaheeda Soomro Pur;
06/11/2026;1;EU.1.1;P;;;;;AB0000009
"""
SIMPLE_CSV = b"""id,schema,name,aliases,identifiers,dataset
NK-1,Person,Omar Farooq Darweshani,Umer Darweshani;Ustad Omar,35202-0000005-5,Made up
"""


def national_list() -> bytes:
    """A national list as an office has it: a title above, its own headings, numbers as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Proscribed persons"
    sheet.append(["List of proscribed persons (made up)"])
    sheet.append([])
    sheet.append(["Sr. No.", "Name", "Father's Name", "CNIC No.", "Province", "District"])
    sheet.append([1, "Muhammad Bilal Qureshi @ Bila", "Ghulam Qadir", 3520200000011, "Punjab", "-"])
    sheet.append([2, "Saifullah Mehsudpur alias Saifi", "Dost Ali", "", "Sindh", "Thatta"])
    others = book.create_sheet("Proscribed organizations")
    others.append(["S. No", "Name of Organization", "Date of Notification"])
    others.append([1, "Khidmat-e-Awam Tanzeem", "2 Jan 2020"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
